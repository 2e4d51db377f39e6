import { optional } from '../../model/parse.ts';
import type { RunSettings } from '../../model/runSettings.ts';
import {
  type WireModelSettings,
  type WireRunRequest,
  nonceMetadataKey,
  workspaceMetadataKey,
} from '../../wire/seekrflow.ts';
import type { RunRequest } from '../backend.ts';

/** Every setting that a run of this service takes. */
export const runSettingNames = [
  'temperature',
  'topP',
  'frequencyPenalty',
  'presencePenalty',
  'maxTokens',
  'responseSchema',
  'group',
  'metadata',
] as const satisfies readonly (keyof RunSettings)[];

/**
 * The body that starts a run. What nobody changed is left out: how these settings weigh against the agent's own is not
 * published, and an explicit default might override them.
 *
 * @param isLocal only then do the folders of the window leave this process
 */
export function runBodyOf({ agentId, nonce, workspace, settings = {} }: RunRequest, isLocal: boolean): WireRunRequest {
  const { responseSchema, group } = settings;
  const modelSettings = modelSettingsOf(settings);
  return {
    agent_id: agentId,
    ...(Object.keys(modelSettings).length > 0 ? { model_settings: modelSettings } : {}),
    ...(responseSchema ? { response_format: { json_schema: responseSchema } } : {}),
    ...(group ? { group } : {}),
    metadata: {
      ...settings.metadata,
      [nonceMetadataKey]: nonce,
      ...(isLocal && workspace ? { [workspaceMetadataKey]: JSON.stringify(workspace) } : {}),
    },
  };
}

function modelSettingsOf(settings: RunSettings): WireModelSettings {
  return optional({
    temperature: settings.temperature,
    top_p: settings.topP,
    frequency_penalty: settings.frequencyPenalty,
    presence_penalty: settings.presencePenalty,
    max_tokens: settings.maxTokens,
  });
}
