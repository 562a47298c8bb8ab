// The cases are in native/cuda/launches.cc.
import { describeCases } from './cuda-cases.js';

describeCases('launches');
