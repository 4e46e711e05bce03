/** The deliveries: the list, and below it what is known of the chosen one. */
import { useSay } from "../language";
import { route } from "../route";
import { later } from "../shell/later";
import { useStore } from "../store";
import { DeliveryList } from "./list";

const Detail = later(async () => (await import("./detail")).Detail);

export function Inspector() {
  const say = useSay();
  const delivery = useStore(route, (state) => state.delivery);
  return (
    <aside class="inspector" aria-label={say("deliveries.title")} data-open={delivery !== ""}>
      <DeliveryList />
      {delivery !== "" && <Detail id={delivery} />}
    </aside>
  );
}
