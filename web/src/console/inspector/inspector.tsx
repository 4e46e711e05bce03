/** The deliveries: the list, and below it what is known of the chosen one. */
import { useSay } from "../language";
import { route } from "../route";
import { useStore } from "../store";
import { Detail } from "./detail";
import { DeliveryList } from "./list";

export function Inspector() {
  const say = useSay();
  const delivery = useStore(route, (state) => state.delivery);
  return (
    <aside class="inspector" aria-label={say("deliveries.title")} data-open={delivery !== ""}>
      <DeliveryList />
      {delivery !== "" && <Detail key={delivery} id={delivery} />}
    </aside>
  );
}
