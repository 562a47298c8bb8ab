// The cases are in native/cuda/memory.cc.
import { describeCases } from './cuda-cases.js';

describeCases('memory');
