// The body every processor can run; also the reference for the others.
#define BODIES ck_scalar_bodies
#include "Body.inc"
