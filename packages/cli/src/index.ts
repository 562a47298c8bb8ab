/** The command line as a function, for programs that bring their own process. */
export { ExitCode } from './report/exit-code.js';
export { type MainOptions, main } from './run.js';
