// The cases are in native/cuda/streams.cc.
import { describeCases } from './cuda-cases.js';

describeCases('streams');
