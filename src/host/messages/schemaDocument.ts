import type * as vscode from 'vscode';
import { parseJson, stringOf } from '../../model/parse.ts';
import { problemOf, withSetting } from '../../model/runSettings.ts';
import type { EditableText } from '../documents/editableDocuments.ts';
import { readPanelIdentity } from '../panel/panelIdentity.ts';
import { type ThreadHost, withConversation } from './withConversation.ts';

/** What an empty schema document begins with: a schema that can be built upon and is valid as it is. */
const firstSchema = `${JSON.stringify({ type: 'object', properties: { answer: { type: 'string' } }, required: ['answer'] }, undefined, 2)}\n`;

/** The JSON schema of a thread's answers, to be edited; undefined if `uri` names none. */
export function schemaDocument(host: ThreadHost, uri: vscode.Uri): EditableText | undefined {
  const query = parseJson(uri.query);
  const key = readPanelIdentity(query);
  if (!key || stringOf(query, 'edit') !== 'schema') return undefined;
  return {
    read: () =>
      withConversation(host, key, (conversation) => {
        const { responseSchema } = conversation.runSettings();
        return Promise.resolve(responseSchema ? `${JSON.stringify(responseSchema, undefined, 2)}\n` : firstSchema);
      }),
    write: (text) =>
      withConversation(host, key, (conversation) => {
        const problem = problemOf('responseSchema', text);
        if (problem !== undefined) return Promise.reject(new Error(`Not a schema. ${problem}`));
        conversation.setRunSettings(withSetting(conversation.runSettings(), 'responseSchema', text));
        return Promise.resolve();
      }),
  };
}
