import { type Features, softmax, type Weights } from '../../pipeline/appraisal/linear-model';

/** One decision to learn from: the options that there were, and which of them was right. */
export interface Choice {
  /** Features of each option. */
  options: Features[];
  right: number;
  /** Whose hand it is from: what is learned must hold for others. */
  group: string;
  /** How much it counts beside others. */
  weight: number;
}

/** A mail whose class is known. */
export interface Labelled {
  features: Features;
  label: number;
  group: string;
  /** How much it counts beside others. */
  weight: number;
}

export interface FitOptions {
  epochs: number;
  rate: number;
  /** Pull of every weight towards zero. */
  decay: number;
  /** Features seen in fewer examples are left out. */
  least: number;
  /** Share of the features that are left out of each step, others every time: none may be leant upon, since another hand may not have it (Srivastava 2014). */
  dropout: number;
}

/** Fits one weight a feature, so that the right option of each choice scores highest. */
export function fitChoices(choices: Choice[], options: FitOptions): Weights {
  const vocabulary = vocabularyOf(
    choices.flatMap(({ options: each, group }) => each.map((features) => ({ features, group }))),
    options.least,
  );
  const trainer = new Adagrad(vocabulary, 1, options);
  const rows = choices.map(({ options: each }) => each.map((features) => trainer.rowOf(features)));
  trainer.run(choices.length, (index, thinned) => {
    const { right, weight } = choices[index];
    const seen = rows[index].map(thinned);
    const chances = softmax(seen.map((row) => trainer.scores(row)[0]));
    seen.forEach((row, option) => trainer.step(row, [weight * (chances[option] - Number(option === right))]));
  });
  return trainer.weights();
}

/** Fits a weight for each feature and class. */
export function fitClasses(examples: Labelled[], classes: number, options: FitOptions): Weights {
  const trainer = new Adagrad(vocabularyOf(examples, options.least), classes, options);
  const rows = examples.map(({ features }) => trainer.rowOf(features));
  trainer.run(examples.length, (index, thinned) => {
    const { label, weight } = examples[index];
    const row = thinned(rows[index]);
    const chances = softmax(trainer.scores(row));
    trainer.step(
      row,
      chances.map((chance, each) => weight * (chance - Number(each === label))),
    );
  });
  return trainer.weights();
}

/** Features of several examples and of more than one hand: what only one writer says is a name or a habit. */
function vocabularyOf(examples: { features: Features; group: string }[], least: number): string[] {
  const seen = new Map<string, { count: number; groups: Set<string> }>();
  for (const { features, group } of examples) {
    for (const name of features.keys()) {
      const entry = seen.get(name) ?? { count: 0, groups: new Set<string>() };
      entry.count += 1;
      entry.groups.add(group);
      seen.set(name, entry);
    }
  }
  const kept = [...seen].filter(([, { count, groups }]) => count >= least && groups.size > 1);
  return kept.map(([name]) => name);
}

/** The features of an example by their place in the vocabulary. */
interface Row {
  places: Int32Array;
  values: Float64Array;
}

/** Stochastic gradient descent whose steps grow smaller for features that are often seen. */
class Adagrad {
  private readonly places: Map<string, number>;
  private readonly weighed: Float64Array;
  private readonly squares: Float64Array;

  constructor(
    vocabulary: string[],
    private readonly outputs: number,
    private readonly options: FitOptions,
  ) {
    this.places = new Map(vocabulary.map((name, place) => [name, place]));
    this.weighed = new Float64Array(vocabulary.length * outputs);
    this.squares = new Float64Array(vocabulary.length * outputs);
  }

  rowOf(features: Features): Row {
    const known = [...features].filter(([name]) => this.places.has(name));
    return {
      places: Int32Array.from(known, ([name]) => this.places.get(name) ?? 0),
      values: Float64Array.from(known, ([, value]) => value),
    };
  }

  /** @param example  what to do with each example; the second argument leaves a part of a row's features out. */
  run(count: number, example: (index: number, thinned: (row: Row) => Row) => void): void {
    const random = generator();
    const thinned = (row: Row): Row => withDropout(row, this.options.dropout, random);
    for (let epoch = 0; epoch < this.options.epochs; epoch += 1)
      for (const index of shuffled(count, random)) example(index, thinned);
  }

  scores({ places, values }: Row): number[] {
    const scores = new Array<number>(this.outputs).fill(0);
    for (let each = 0; each < places.length; each += 1) {
      const from = places[each] * this.outputs;
      for (let output = 0; output < this.outputs; output += 1)
        scores[output] += values[each] * this.weighed[from + output];
    }
    return scores;
  }

  step({ places, values }: Row, errors: number[]): void {
    const { rate, decay } = this.options;
    for (let each = 0; each < places.length; each += 1) {
      const from = places[each] * this.outputs;
      for (let output = 0; output < this.outputs; output += 1) {
        const slope = errors[output] * values[each] + decay * this.weighed[from + output];
        this.squares[from + output] += slope * slope;
        this.weighed[from + output] -= (rate * slope) / Math.sqrt(this.squares[from + output] + 1e-8);
      }
    }
  }

  /** What weighs next to nothing is left out. */
  weights(): Weights {
    const all = [...this.places].map(([name, place]): [string, number[]] => {
      const weights = this.weighed.subarray(place * this.outputs, (place + 1) * this.outputs);
      return [name, Array.from(weights, (weight) => Math.round(weight * 1000) / 1000)];
    });
    return Object.fromEntries(
      all.filter(([, weights]) => weights.some((weight) => Math.abs(weight) >= 0.02)),
    );
  }
}

/** What is left counts for more, so that the whole comes to the same. */
function withDropout({ places, values }: Row, dropout: number, random: () => number): Row {
  if (dropout === 0) return { places, values };
  const kept: Row = { places: new Int32Array(places.length), values: new Float64Array(places.length) };
  let count = 0;
  for (let each = 0; each < places.length; each += 1) {
    if (random() < dropout) continue;
    kept.places[count] = places[each];
    kept.values[count] = values[each] / (1 - dropout);
    count += 1;
  }
  return { places: kept.places.subarray(0, count), values: kept.values.subarray(0, count) };
}

function shuffled(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/** A generator with a fixed start: the same material gives the same weights. */
function generator(): () => number {
  let state = 0x2545f491;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
