import { z } from 'zod';

import { FIELD_NAMES, KINDS } from '../stages/extraction';

/** A list of what was found, since the schema of an answer allows few fields that may be missing. */
const schema = z.object({
  kind: z.enum(KINDS),
  fields: z.array(
    z.object({
      name: z.enum(FIELD_NAMES),
      value: z.string(),
      source: z.string(),
      quote: z.string(),
    }),
  ),
});

/** What Claude reads in a mail: nobody has checked it yet. */
export type ModelAnswer = z.infer<typeof schema>;
export type ModelField = ModelAnswer['fields'][number];

/** The schema that an answer is held to where it is made. */
export const ANSWER_SCHEMA: Record<string, unknown> = z.toJSONSchema(schema);

/** Far more than a mail has; what goes on and on is no answer. */
const MAX_FIELDS = 60;
const MAX_TEXT = 1_000;

/** The answer, held to its schema once more; null where it is none. */
export function parseAnswer(text: string): ModelAnswer | null {
  const { data } = schema.safeParse(jsonOf(text));
  const isSound =
    data !== undefined &&
    data.fields.length <= MAX_FIELDS &&
    data.fields.every(({ value, quote }) => value.length <= MAX_TEXT && quote.length <= MAX_TEXT);
  return isSound ? data : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
