import type { PanelMessage } from '../model/panel.ts';

/** The panel's side of the connection to the host, and the place where VS Code keeps a panel's state over a reload. */
export interface HostPort<Message = PanelMessage> {
  post(message: Message): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** What VS Code gives to a webview's script, once. */
declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};

export function openHostPort<Message = PanelMessage>(): HostPort<Message> {
  const vscode = acquireVsCodeApi();
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- VS Code's method, not the window's
    post: (message) => vscode.postMessage(message),
    getState: () => vscode.getState(),
    setState: (state) => vscode.setState(state),
  };
}
