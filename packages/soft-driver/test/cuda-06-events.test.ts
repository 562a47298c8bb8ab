// The cases are in native/cuda/events.cc.
import { describeCases } from './cuda-cases.js';

describeCases('events');
