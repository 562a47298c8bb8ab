// The cases are in native/cuda/threads.cc.
import { describeCases } from './cuda-cases.js';

describeCases('threads');
