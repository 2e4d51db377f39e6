import * as vscode from 'vscode';
import { threadsViewId } from '../viewTypes.ts';
import type { Row } from './rows.ts';
import type { ThreadTree } from './threadTree.ts';

/** The view *Threads* as VS Code has it, before anything is made that it could show. */
export interface TreeOutlet extends vscode.Disposable {
  readonly view: vscode.TreeView<Row>;
  /** Tells the view what it has to ask for again. */
  readonly changed: vscode.EventEmitter<Row | Row[] | undefined>;
}

/** @param tree makes what is shown, when VS Code asks for it for the first time */
export function createTreeOutlet(tree: () => ThreadTree): TreeOutlet {
  const changed = new vscode.EventEmitter<Row | Row[] | undefined>();
  const view = vscode.window.createTreeView<Row>(threadsViewId, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (row) => tree().getChildren(row),
      getParent: (row) => tree().getParent(row),
      getTreeItem: (row) => tree().getTreeItem(row),
      resolveTreeItem: (item, row, token) => tree().resolveTreeItem(item, row, token),
    },
    showCollapseAll: true,
    canSelectMany: true,
  });
  return {
    view,
    changed,
    dispose() {
      view.dispose();
      changed.dispose();
    },
  };
}
