import { isObject, numberOf, objectOf, optional, parseJson, stringOf } from './parse.ts';

/**
 * What a person changed about how a run works. What is absent is left to the agent and is not sent.
 */
export interface RunSettings {
  /** 0 to 2. */
  readonly temperature?: number;
  /** 0 to 1. */
  readonly topP?: number;
  /** −2 to 2. */
  readonly frequencyPenalty?: number;
  /** −2 to 2. */
  readonly presencePenalty?: number;
  /** A whole number above 0. */
  readonly maxTokens?: number;
  /** A JSON schema that the answer must satisfy. */
  readonly responseSchema?: Readonly<Record<string, unknown>>;
  /** A label by which the service groups runs. */
  readonly group?: string;
  /** Travels with the run. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export type SettingName = keyof RunSettings;

const ranges = {
  temperature: { words: 'temperature', least: 0, most: 2 },
  topP: { words: 'top p', least: 0, most: 1 },
  frequencyPenalty: { words: 'frequency penalty', least: -2, most: 2 },
  presencePenalty: { words: 'presence penalty', least: -2, most: 2 },
} as const satisfies Partial<Record<SettingName, { words: string; least: number; most: number }>>;

type RangedName = keyof typeof ranges;

const rangedNames = Object.keys(ranges) as readonly RangedName[];

const longestGroup = 200;

function isRanged(name: SettingName): name is RangedName {
  return Object.hasOwn(ranges, name);
}

function isWithin(name: RangedName, value: number): boolean {
  return value >= ranges[name].least && value <= ranges[name].most;
}

/** Reads settings from whatever was stored; what does not fit is left out. */
export function readRunSettings(value: unknown): RunSettings {
  const ranged = rangedNames.map((name) => {
    const found = numberOf(value, name);
    return [name, found !== undefined && isWithin(name, found) ? found : undefined] as const;
  });
  const maxTokens = numberOf(value, 'maxTokens');
  const metadata = Object.entries(objectOf(value, 'metadata') ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return optional({
    ...Object.fromEntries(ranged),
    maxTokens: maxTokens !== undefined && Number.isSafeInteger(maxTokens) && maxTokens > 0 ? maxTokens : undefined,
    responseSchema: objectOf(value, 'responseSchema'),
    group: stringOf(value, 'group') || undefined,
    metadata: metadata.length > 0 ? Object.fromEntries(metadata) : undefined,
  });
}

/**
 * What is wrong with a setting as a person typed it, in words; undefined if it can be taken. An empty text is fine: it
 * leaves the setting to the agent.
 */
export function problemOf(name: SettingName, text: string): string | undefined {
  const typed = text.trim();
  if (typed === '') return undefined;
  if (isRanged(name)) {
    const { least, most } = ranges[name];
    const value = Number(typed);
    return Number.isFinite(value) && isWithin(name, value) ? undefined : `A number from ${least} to ${most}.`;
  }
  switch (name) {
    case 'maxTokens': {
      const value = Number(typed);
      return Number.isSafeInteger(value) && value > 0 ? undefined : 'A whole number above 0.';
    }
    case 'responseSchema':
      return isObject(parseJson(typed)) ? undefined : 'A JSON schema: an object in braces.';
    case 'group':
      return typed.length <= longestGroup ? undefined : `At most ${longestGroup} characters.`;
    case 'metadata':
      return parseMetadata(typed) ? undefined : 'Pairs such as project=search, stage=test; or a JSON object of texts.';
  }
}

/**
 * The settings with one of them as a person typed it; an empty text takes it out.
 *
 * @param text one for which {@link problemOf} finds nothing
 */
export function withSetting(settings: RunSettings, name: SettingName, text: string): RunSettings {
  const { [name]: _, ...others } = settings;
  const typed = text.trim();
  return readRunSettings(typed === '' ? others : { ...others, [name]: valueOf(name, typed) });
}

function valueOf(name: SettingName, typed: string): unknown {
  switch (name) {
    case 'group':
      return typed;
    case 'responseSchema':
      return parseJson(typed);
    case 'metadata':
      return parseMetadata(typed);
    case 'temperature':
    case 'topP':
    case 'frequencyPenalty':
    case 'presencePenalty':
    case 'maxTokens':
      return Number(typed);
  }
}

/** The text to type for a setting as it is now; empty where it is left to the agent. */
export function settingText(settings: RunSettings, name: SettingName): string {
  const value = settings[name];
  if (value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function parseMetadata(typed: string): Readonly<Record<string, string>> | undefined {
  if (typed.startsWith('{')) {
    const value = parseJson(typed);
    const isTexts = isObject(value) && Object.values(value).every((each) => typeof each === 'string');
    return isTexts ? (value as Readonly<Record<string, string>>) : undefined;
  }
  const pairs: (readonly [string, string])[] = [];
  for (const pair of typed.split(/[,\n]/).filter((each) => each.trim() !== '')) {
    const at = pair.indexOf('=');
    const key = pair.slice(0, Math.max(0, at)).trim();
    if (key === '') return undefined;
    pairs.push([key, pair.slice(at + 1).trim()]);
  }
  return pairs.length > 0 ? Object.fromEntries(pairs) : undefined;
}

/** The settings that are among `names`. */
export function onlySettings(settings: RunSettings, names: readonly SettingName[]): RunSettings {
  return Object.fromEntries(names.flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name]]])));
}

/** Whether nothing was changed. */
export function isEmpty(settings: RunSettings): boolean {
  return Object.values(settings).every((value) => value === undefined);
}

/** The settings in a few words: `temperature 0.2, JSON answer`. Empty if nothing was changed. */
export function describeRunSettings(settings: RunSettings): string {
  const { maxTokens, responseSchema, group, metadata } = settings;
  const count = Object.keys(metadata ?? {}).length;
  const words = [
    ...rangedNames.map((name) => (settings[name] === undefined ? '' : `${ranges[name].words} ${settings[name]}`)),
    maxTokens === undefined ? '' : `at most ${maxTokens} ${maxTokens === 1 ? 'token' : 'tokens'}`,
    responseSchema === undefined ? '' : 'JSON answer',
    group === undefined ? '' : `group ${group}`,
    metadata === undefined ? '' : `${count} metadata ${count === 1 ? 'field' : 'fields'}`,
  ];
  return words.filter((each) => each !== '').join(', ');
}
