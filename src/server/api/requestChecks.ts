import { imageDetails, messageRoles } from '../../wire/seekrflow.ts';
import {
  type Check,
  anyOf,
  anything,
  integer,
  listOf,
  mapOf,
  nullable,
  number,
  object,
  literal,
  oneOf,
  tagged,
  text,
} from '../http/checks.ts';

/** Request bodies as the published description has them (spec 5.45.1). */

const anyMap = mapOf(anything);
/** What a variant's `type` is, `tagged` has looked at already. */
const type = text;

const inputItem = tagged({
  input_text: object({ required: { type, text } }),
  input_image: object({
    required: { type, detail: literal(imageDetails) },
    optional: { file_id: nullable(text), image_url: nullable(text) },
  }),
  input_file: object({ required: { type, file_id: text } }),
});

const outputItem = tagged({
  output_text: object({ required: { type, text, annotations: listOf(text) } }),
  output_guardrail: object({ required: { type, text, guardrail: listOf(anyMap) } }),
});

export const threadRequest: Check = object({ optional: { meta_data: nullable(anyMap) } });

export const messageRequest: Check = object({
  required: { role: literal(messageRoles), content: anyOf({ str: text, 'list[input]': listOf(inputItem) }) },
  optional: { meta_data: anyMap },
});

export const messageUpdateRequest: Check = object({
  optional: {
    content: nullable(anyOf({ str: text, 'list[input]': listOf(inputItem), 'list[output]': listOf(outputItem) })),
    meta_data: nullable(anyMap),
  },
  isClosed: true,
});

export const runRequest: Check = object({
  optional: {
    agent_id: text,
    model_settings: object({
      optional: {
        temperature: number({ minimum: 0, maximum: 2 }),
        top_p: number({ minimum: 0, maximum: 1 }),
        frequency_penalty: number({ minimum: -2, maximum: 2 }),
        presence_penalty: number({ minimum: -2, maximum: 2 }),
        max_tokens: nullable(integer()),
      },
    }),
    response_format: nullable(object({ required: { json_schema: anyMap } })),
    group: text,
    metadata: nullable(mapOf(text)),
  },
});

export const chunkSearchRequest: Check = object({
  optional: {
    file_id: nullable(text),
    chunk_ids: nullable(listOf(text)),
    metadata: nullable(anyMap),
    limit: integer({ minimum: 1, maximum: 100 }),
    offset: integer({ minimum: 0 }),
  },
});

export const shutdownRequest: Check = object({ required: { when: oneOf(['now', 'idle']) } });
