import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Story } from "./data.ts";

/** A story on its way, or why it does not come. The last one stays until the next is there, so that nothing flickers. */
export type Arrival = { readonly story: Story } | { readonly error: string } | undefined;

/** Ask for a story whenever what `key` says has changed. */
export function useStory(key: string, ask: () => Promise<Story>): Arrival {
  const arrival = useSignal<Arrival>(undefined);
  useEffect(() => {
    let wanted = true;
    const fetch = async (): Promise<void> => {
      let found: Arrival;
      try {
        found = { story: await ask() };
      } catch (error) {
        found = { error: error instanceof Error ? error.message : String(error) };
      }
      if (wanted) arrival.value = found;
    };
    void fetch();
    return () => {
      wanted = false;
    };
  }, [key]);
  return arrival.value;
}
