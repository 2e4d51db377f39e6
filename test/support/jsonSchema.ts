/** As much of JSON Schema as descriptions of APIs use. */
export interface JsonSchema {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'null' | 'array' | 'object';
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  /** Left out: nothing else is allowed, unlike in the standard. A request is to hold what is published and no more. */
  readonly additionalProperties?: JsonSchema | true;
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly format?: 'date-time';
}

/** What is wrong with a value, as `place: reason`; empty if nothing is. */
export function schemaErrors(schema: JsonSchema, value: unknown, place = 'body'): readonly string[] {
  if (schema.anyOf) {
    const attempts = schema.anyOf.map((each) => schemaErrors(each, value, place));
    return attempts.some((errors) => errors.length === 0)
      ? []
      : [`${place}: none of ${attempts.length} forms (${attempts.flat().join('; ')})`];
  }
  if (schema.enum && !schema.enum.includes(value)) {
    return [`${place}: ${JSON.stringify(value)} is not one of ${schema.enum.join(', ')}`];
  }
  if (schema.type && !isOfType(schema.type, value)) return [`${place}: is not of type ${schema.type}`];
  if (typeof value === 'number') return numberErrors(schema, value, place);
  if (typeof value === 'string') return stringErrors(schema, value, place);
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => schemaErrors(schema.items ?? {}, item, `${place}[${index}]`));
  }
  return typeof value === 'object' && value !== null ? objectErrors(schema, value, place) : [];
}

function isOfType(type: NonNullable<JsonSchema['type']>, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}

function numberErrors({ minimum, exclusiveMinimum, maximum }: JsonSchema, value: number, place: string): string[] {
  const isLow = value < (minimum ?? -Infinity) || value <= (exclusiveMinimum ?? -Infinity);
  return isLow || value > (maximum ?? Infinity) ? [`${place}: ${value} is out of bounds`] : [];
}

function stringErrors({ format, minLength = 0 }: JsonSchema, value: string, place: string): string[] {
  if (value.length < minLength) return [`${place}: is too short`];
  const isDate = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/.test(value);
  return format === 'date-time' && !isDate ? [`${place}: is no date and time`] : [];
}

function objectErrors(schema: JsonSchema, value: object, place: string): string[] {
  const { properties = {}, required = [], additionalProperties } = schema;
  const missing = required.filter((key) => !Object.hasOwn(value, key)).map((key) => `${place}.${key}: is missing`);
  const wrong = Object.entries(value).flatMap(([key, each]: [string, unknown]) => {
    const known = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (known === undefined) return [`${place}.${key}: is not published`];
    return known === true ? [] : schemaErrors(known, each, `${place}.${key}`);
  });
  return [...missing, ...wrong];
}
