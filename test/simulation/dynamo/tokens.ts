/** The words of DynamoDB's expressions, and a reader that goes through them. */
import { Invalid } from './errors.ts';

const token = /\s*(<=|>=|<>|[=<>(),.+\-[\]]|[#:][A-Za-z0-9_]+|[A-Za-z][A-Za-z0-9_]*|\d+)/y;
const expressionBytesMax = 4096;

export interface Reader {
  /** The word here, or one further on; empty at the end. */
  peek(ahead?: number): string;
  next(): string;
  /** Steps over this keyword or sign if it stands here. */
  takes(word: string): boolean;
  expect(word: string): void;
  fail(): never;
  position(): number;
  /** Goes back to where it was. */
  return(position: number): void;
  /** Says that parentheses from here to there are closed; twice around the same is refused. */
  closed(from: number, to: number): void;
}

export function readerOf(text: string): Reader {
  if (text.trim() === '') throw new Invalid('The expression can not be empty;');
  if (Buffer.byteLength(text) > expressionBytesMax)
    throw new Invalid('Expression size has exceeded the maximum allowed size;');
  const words = wordsOf(text);
  let at = 0;
  let last: [number, number] | undefined;
  const reader: Reader = {
    peek: (ahead = 0) => words[at + ahead] ?? '',
    next() {
      if (at >= words.length) reader.fail();
      at += 1;
      return words[at - 1] as string;
    },
    takes(word) {
      if (words[at]?.toUpperCase() !== word) return false;
      at += 1;
      return true;
    },
    expect(word) {
      if (!reader.takes(word)) reader.fail();
    },
    fail() {
      const near = words.slice(Math.max(0, at - 1), at + 2).join(' ');
      throw new Invalid(`Syntax error; token: "${words[at] ?? '<EOF>'}", near: "${near}"`);
    },
    position: () => at,
    return(position) {
      at = position;
    },
    closed(from, to) {
      if (last && last[0] === from + 1 && last[1] === to - 1)
        throw new Invalid('The expression has redundant parentheses;');
      last = [from, to];
    },
  };
  return reader;
}

function wordsOf(text: string): string[] {
  const words: string[] = [];
  token.lastIndex = 0;
  const end = text.trimEnd().length;
  while (token.lastIndex < end) {
    const at = token.lastIndex;
    const found = token.exec(text);
    if (!found)
      throw new Invalid(`Syntax error; token: "${text.slice(at).trim()[0]}", near: "${text}"`);
    words.push(found[1] as string);
  }
  return words;
}

/** Keeps what was made of a text: the product's expressions are few and come again and again. */
export function remembered<T>(make: (text: string) => T): (text: string) => T {
  const made = new Map<string, T>();
  return (text) => {
    let one = made.get(text);
    if (one === undefined) {
      one = make(text);
      made.set(text, one);
    }
    return one;
  };
}
