#include "handcar.h"

// The Swift side maps these enumerations to 32-bit integers on every target.
_Static_assert(sizeof(hc_status) == 4, "hc_status must have the size of an int");
_Static_assert(sizeof(hc_element_type) == 4, "hc_element_type must have the size of an int");
