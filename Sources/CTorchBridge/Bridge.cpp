#include "CTorchBridge.h"
