/** Cents as a number: PostgreSQL hands a bigint over as text, and no claim comes near 2^53. */
export const centsColumn = {
  to: (value: number | null): number | null => value,
  from: (value: string | null): number | null => (value === null ? null : Number(value)),
};
