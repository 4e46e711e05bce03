/** Settings of an app, and how they are saved, in its pane as in the palette. */
import { attempt, toast } from "./actions";
import { say } from "./language";
import type { App } from "./types";
import { placed, world } from "./world";

/** The secrets of an app, each with what the developer console calls it. */
export const SECRETS = [
  ["app_secret", "App Secret"],
  ["encrypt_key", "Encrypt Key"],
  ["verification_token", "Verification Token"],
] as const;

/** Save, and show what came of it; what the platform refuses is said in its own words. */
export async function keep(save: () => Promise<App>): Promise<void> {
  const saved = await attempt(save);
  if (!saved) return;
  world.set({ apps: placed(world.state.apps, saved) });
  toast({ type: "success", content: say("app.saved") });
}
