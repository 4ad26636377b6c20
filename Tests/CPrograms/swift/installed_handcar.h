#include <handcar.h>
