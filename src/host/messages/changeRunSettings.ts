import * as vscode from 'vscode';
import { type SettingName, isEmpty, problemOf, settingText, withSetting } from '../../model/runSettings.ts';
import type { Conversation, ConversationKey } from '../../session/conversation.ts';
import { editableScheme } from '../documents/schemes.ts';
import { showFailure } from '../problems.ts';
import { type Choice, askText, pickOne } from '../quickInput.ts';
import type { ThreadHost } from './withConversation.ts';

const title = 'Change Run Settings';

interface SettingWords {
  readonly label: string;
  /** What it does and what can be typed. */
  readonly prompt: string;
}

const words: Readonly<Record<SettingName, SettingWords>> = {
  temperature: { label: 'Temperature', prompt: 'How freely the model chooses its words: a number from 0 to 2.' },
  topP: { label: 'Top P', prompt: 'The share of likely words that are considered: a number from 0 to 1.' },
  frequencyPenalty: {
    label: 'Frequency Penalty',
    prompt: 'How much words that were used often are avoided: a number from -2 to 2.',
  },
  presencePenalty: {
    label: 'Presence Penalty',
    prompt: 'How much words that were used at all are avoided: a number from -2 to 2.',
  },
  maxTokens: { label: 'Maximum Tokens', prompt: 'How long the answer may become: a whole number above 0.' },
  responseSchema: { label: 'Answer as JSON', prompt: 'A JSON schema that the answer must satisfy.' },
  group: { label: 'Group', prompt: 'A label by which the service groups runs.' },
  metadata: {
    label: 'Metadata',
    prompt: 'Travels with the run: pairs such as project=search, stage=test; or a JSON object of texts.',
  },
};

const emptyHint = 'Empty leaves it to the agent.';

/** Lets the person change what differs from the agent's own settings, one after the other until they leave. */
export async function changeRunSettings(
  host: ThreadHost,
  conversation: Conversation,
  column: vscode.ViewColumn,
): Promise<void> {
  const { connectionId } = conversation.key;
  let names: readonly SettingName[];
  try {
    names = (await host.session.capabilities(connectionId)).capabilities.runSettings ?? [];
  } catch (error) {
    await showFailure(host, error, 'find out which settings there are', connectionId);
    return;
  }
  if (names.length === 0) {
    const { connectionName } = conversation.state();
    void vscode.window.showInformationMessage(`${connectionName} lets nothing be set for a run.`);
    return;
  }
  let last: SettingName | undefined;
  for (;;) {
    const picked = await pickSetting(conversation, names, last);
    if (picked === undefined) return;
    if (picked === 'reset') {
      conversation.setRunSettings({});
      continue;
    }
    last = picked;
    if (picked === 'responseSchema') {
      const how = await askSchema(conversation);
      if (how === 'document') return openSchema(conversation.key, column);
      if (how === undefined) return;
    } else if ((await askSetting(conversation, picked)) === undefined) return;
  }
}

async function pickSetting(
  conversation: Conversation,
  names: readonly SettingName[],
  last: SettingName | undefined,
): Promise<SettingName | 'reset' | undefined> {
  const settings = conversation.runSettings();
  const choices: readonly Choice<SettingName | 'reset'>[] = [
    ...names.map((name) => ({
      label: words[name].label,
      value: name,
      description: settingText(settings, name).slice(0, 100) || 'left to the agent',
    })),
    ...(isEmpty(settings)
      ? []
      : [{ label: 'Reset', value: 'reset' as const, description: 'leave everything to the agent', group: '' }]),
  ];
  const picked = await pickOne({
    title,
    placeholder: 'Choose what to change. It holds for the next runs of this thread.',
    choices,
    isPreselected: (value) => value === last,
  });
  return typeof picked === 'object' ? picked.value : undefined;
}

/** Undefined if the person left. */
async function askSetting(conversation: Conversation, name: SettingName): Promise<'done' | 'back' | undefined> {
  const { label, prompt } = words[name];
  const answer = await askText({
    title: label,
    prompt: `${prompt} ${emptyHint}`,
    value: settingText(conversation.runSettings(), name),
    canGoBack: true,
    problemOf: (text) => problemOf(name, text),
  });
  if (answer === undefined || answer === 'back') return answer;
  conversation.setRunSettings(withSetting(conversation.runSettings(), name, answer.value));
  return 'done';
}

async function askSchema(conversation: Conversation): Promise<'document' | 'done' | 'back' | undefined> {
  const hasSchema = conversation.runSettings().responseSchema !== undefined;
  const picked = await pickOne<'document' | 'line' | 'none'>({
    title: words.responseSchema.label,
    placeholder: words.responseSchema.prompt,
    canGoBack: true,
    choices: [
      { label: 'Edit in a Document', value: 'document', description: 'saving it sets the schema' },
      { label: 'Paste a Schema', value: 'line', description: 'as one line of JSON' },
      ...(hasSchema
        ? [{ label: 'No Schema', value: 'none' as const, description: 'the agent answers as it would' }]
        : []),
    ],
  });
  if (picked === undefined || picked === 'back') return picked;
  if (picked.value === 'document') return 'document';
  if (picked.value === 'line') return askSetting(conversation, 'responseSchema');
  conversation.setRunSettings(withSetting(conversation.runSettings(), 'responseSchema', ''));
  return 'done';
}

async function openSchema(key: ConversationKey, column: vscode.ViewColumn): Promise<void> {
  const uri = vscode.Uri.from({
    scheme: editableScheme,
    path: '/Run settings/Answer schema.json',
    query: JSON.stringify({ edit: 'schema', ...key }),
  });
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { viewColumn: column });
}
