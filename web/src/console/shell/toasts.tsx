/** Toasts as the client shows them: for a few seconds, over everything. */
import { dismiss } from "../actions";
import { Icon, type IconName } from "../icon";
import { useSay } from "../language";
import { preferences, userLocale } from "../preferences";
import { useStore } from "../store";
import type { Toast } from "../types";
import { world } from "../world";

const ICONS: Record<Toast["type"], IconName> = { info: "help", success: "check", warning: "alert", error: "cross" };

export function Toasts() {
  const say = useSay();
  const locale = useStore(preferences, userLocale);
  const shown = useStore(world, (state) => state.toasts);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <div key={toast.key} class="toast" data-type={toast.type} role={toast.type === "error" ? "alert" : undefined}>
          <span class="toast-mark">
            <Icon name={ICONS[toast.type]} size={14} />
          </span>
          <span>{textOf(toast, locale)}</span>
          <button type="button" class="plain" aria-label={say("toast.close")} onClick={() => dismiss(toast.key)}>
            <Icon name="cross" size={12} />
          </button>
        </div>
      ))}
    </div>
  );
}

function textOf(toast: Toast, locale: string): string {
  return toast.i18n?.[locale] ?? toast.content;
}
