/** What stands in the place of every pane until the page has come in. */
import { Icon } from "../icon";
import { useSay } from "../language";
import { useStore } from "../store";
import { world } from "../world";

export function Locked() {
  const say = useSay();
  const wasIn = useStore(world, ({ info }) => info !== null);
  return (
    <div class="empty tall">
      <Icon name="key" size={32} />
      <h2>{say(wasIn ? "restarted.title" : "locked.title")}</h2>
      <p>{say(wasIn ? "restarted.text" : "locked.text")}</p>
    </div>
  );
}

export function Skeleton() {
  return (
    <div class="conversation late" aria-hidden="true">
      <div class="pane-top">
        <span class="skeleton w-30" />
      </div>
      <div class="log">
        <Lines />
      </div>
    </div>
  );
}

/** Messages that are still being read. */
export function LogSkeleton() {
  return (
    <div class="log late" aria-hidden="true">
      <Lines />
    </div>
  );
}

function Lines() {
  return (
    <>
      <span class="skeleton line w-40" />
      <span class="skeleton box" />
    </>
  );
}
