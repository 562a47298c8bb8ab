// The cases are in native/cuda/modules.cc.
import { describeCases } from './cuda-cases.js';

describeCases('modules');
