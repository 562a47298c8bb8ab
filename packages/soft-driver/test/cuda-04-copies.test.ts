// The cases are in native/cuda/copies.cc.
import { describeCases } from './cuda-cases.js';

describeCases('copies');
