/** How any component opens the help sheet. */
import { createContext } from 'react';

export const HelpContext = createContext<() => void>(() => {});
