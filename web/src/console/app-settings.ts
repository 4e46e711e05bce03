/** Save settings of an app, as its pane and the palette both do. */
import { attempt, toast } from "./actions";
import { say } from "./language";
import type { App } from "./types";
import { placed, world } from "./world";

/** Save, and show what came of it; what the platform refuses is said in its own words. */
export async function keep(save: () => Promise<App>): Promise<void> {
  const saved = await attempt(save);
  if (!saved) return;
  world.set({ apps: placed(world.state.apps, saved) });
  toast({ type: "success", content: say("app.saved") });
}
