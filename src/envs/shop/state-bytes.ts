/**
 * A visit to the shop as bytes and back. Layout: page, page number, query (word number + 1, 8 bytes), product + 1 (u16),
 * chosen value + 1 per kind of option (2 bytes); then the belief: opened products + 1 (u16, 0x8000 = features read).
 */
import { hitsOf, MOST_QUERY_WORDS } from './core.ts';
import { GOODS_WORDS } from './goods.ts';
import { rowsOf, type Page, type ShopState, type ShopTask } from './task.ts';

const PAGES: readonly Page[] = ['search', 'results', 'item', 'features', 'description', 'reviews', 'done'];
const QUERY = 2;
const PRODUCT = QUERY + MOST_QUERY_WORDS;
const CHOSEN = PRODUCT + 2;
const MOST_OPTIONS = 2;
const BELIEF = CHOSEN + MOST_OPTIONS;
/** A visit of 15 turns opens fewer. */
const MOST_OPENED = 15;
export const BELIEF_BYTES = 2 * MOST_OPENED;
const READ = 0x8000;

export function packShop(_task: ShopTask, state: ShopState): Uint8Array {
  const bytes = new Uint8Array(BELIEF + BELIEF_BYTES);
  const view = new DataView(bytes.buffer);
  bytes[0] = PAGES.indexOf(state.page);
  bytes[1] = state.pageNumber;
  state.query.forEach((word, i) => (bytes[QUERY + i] = word + 1));
  view.setUint16(PRODUCT, state.product + 1, true);
  state.chosen.forEach((value, k) => (bytes[CHOSEN + k] = value + 1));
  state.opened.forEach((product, i) => {
    view.setUint16(BELIEF + 2 * i, (product + 1) | (state.read.includes(product) ? READ : 0), true);
  });
  return bytes;
}

export function unpackShop(task: ShopTask, bytes: Uint8Array): ShopState | null {
  if (bytes.length !== BELIEF + BELIEF_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const page = PAGES[bytes[0]!];
  const query = [...bytes.subarray(QUERY, PRODUCT)].filter((b) => b > 0).map((b) => b - 1);
  if (page === undefined || query.some((word) => word >= GOODS_WORDS.length)) return null;

  const product = view.getUint16(PRODUCT, true) - 1;
  const options = task.catalogue.products[product]?.options ?? [];
  const marks = Array.from({ length: MOST_OPENED }, (_, i) => view.getUint16(BELIEF + 2 * i, true)).filter(
    (m) => m > 0,
  );
  const known = (flag: number): number[] => marks.filter((m) => (m & flag) === flag).map((m) => (m & ~READ) - 1);
  const state: ShopState = {
    page,
    query,
    hits: page === 'search' ? [] : hitsOf(task, query),
    pageNumber: bytes[1]!,
    product,
    chosen: options.map((_, k) => bytes[CHOSEN + k]! - 1),
    opened: known(0),
    read: known(READ),
  };
  // Bytes that pack() would not have written do not come back the same; the rest is what pack() cannot know.
  const isSame = packShop(task, state).every((b, i) => b === bytes[i]);
  return isSame && isSound(task, state) ? state : null;
}

function isSound(task: ShopTask, state: ShopState): boolean {
  const { page, query, pageNumber, product, chosen, opened } = state;
  const { products } = task.catalogue;
  const isAscending = (list: readonly number[]): boolean => list.every((x, i) => i === 0 || list[i - 1]! < x);
  const rows = rowsOf(task, state);
  return (
    isAscending(query) &&
    isAscending(opened) &&
    opened.every((p) => p < products.length) &&
    (pageNumber === 0 || rows.length > 0) &&
    (page !== 'search' || (query.length === 0 && pageNumber === 0)) &&
    (page === 'search' || page === 'results' ? product === -1 : rows.includes(product) && opened.includes(product)) &&
    chosen.every((value, k) => value < products[product]!.options[k]!.length)
  );
}
