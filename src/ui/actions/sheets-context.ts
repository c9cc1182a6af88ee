/** How any component opens the sheets that lie over the page. */
import { createContext } from 'react';
import type { PageActions } from './registry.ts';

export type Sheets = Pick<PageActions, 'openHelp' | 'openShare' | 'openBench'>;

export const SheetsContext = createContext<Sheets>({ openHelp: () => {}, openShare: () => {}, openBench: () => {} });
