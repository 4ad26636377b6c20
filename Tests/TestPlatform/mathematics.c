#include <math.h>

#include "test_platform.h"

double test_exponential(double x) { return exp(x); }

double test_hyperbolic_tangent(double x) { return tanh(x); }
