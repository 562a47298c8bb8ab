// The cases are in native/cuda/opening.cc.
import { describeCases } from './cuda-cases.js';

describeCases('opening');
