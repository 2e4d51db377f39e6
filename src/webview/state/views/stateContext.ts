import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { StateStore } from '../stateStore.ts';

/** What the views of a state can do, so that it need not be handed through every one of them. */
export type StateContext = Pick<StateStore, 'post' | 'announce' | 'choose'>;

const context = createContext<StateContext | undefined>(undefined);

export const StateContextProvider = context.Provider;

export function useStatePanel(): StateContext {
  const value = useContext(context);
  if (!value) throw new Error('a view outside the state panel');
  return value;
}
