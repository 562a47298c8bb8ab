// The cases are in native/cuda/contexts.cc.
import { describeCases } from './cuda-cases.js';

describeCases('contexts');
