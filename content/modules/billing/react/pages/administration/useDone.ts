import { useSayDone } from "../../../../auth/react/parts/Done";
import { useRefresh } from "../../api/queries";
import { useAction } from "../../parts/useAction";

/** As `useAction`, and says on the page what has been done: reads the page's data anew first, and takes back what was said before. */
export function useDone() {
  const sayDone = useSayDone();
  const refresh = useRefresh();
  const { busy, refusal, run } = useAction();
  const act = (key: string, action: () => Promise<unknown>, word = key) => {
    sayDone();
    return run(key, async () => {
      await action();
      await refresh();
      sayDone(word);
    });
  };
  return { busy, refusal, act };
}
