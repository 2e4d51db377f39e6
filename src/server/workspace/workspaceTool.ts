import type { WorkspaceFiles } from './workspaceFiles.ts';

/**
 * A read-only tool over the workspace. `run` yields progress and returns the whole result, which ends early (and says
 * so) when a bound is reached or the signal of `files` is aborted; it throws an `AgentError` with a message for people
 * for arguments that make no sense or name nothing. `report` is the JSON that is shown, stored and given to models: the
 * result in brief, with what was left out counted.
 */
export interface WorkspaceTool<Input, Progress, Result> {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments, for models. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  parse(input: unknown): Input;
  run(input: Input, files: WorkspaceFiles): AsyncGenerator<Progress, Result>;
  reportProgress(progress: Progress): unknown;
  report(result: Result): unknown;
}
