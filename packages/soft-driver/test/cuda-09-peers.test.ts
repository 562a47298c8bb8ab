// The cases are in native/cuda/peers.cc.
import { describeCases } from './cuda-cases.js';

describeCases('peers');
