// The body every processor can run; also the reference for the others.
#define BODIES ck_scalar_bodies
#define LANES 4
#define TILE_ROWS 4
#include "Body.inc"
