// The cases are in native/cuda/faults.cc.
import { describeCases } from './cuda-cases.js';

describeCases('faults');
