#ifndef HANDCAR_SHIMS_H
#define HANDCAR_SHIMS_H

#include "copy_floats.h"
#include "cpu_features.h"
#include "kernel_arguments.h"
#include "platform.h"
#include "threads.h"
#include "vector_operations.h"

#endif
