#ifndef HANDCAR_SHIMS_H
#define HANDCAR_SHIMS_H

#include "kernel_arguments.h"
#include "x86_features.h"
#include "platform.h"

#endif
