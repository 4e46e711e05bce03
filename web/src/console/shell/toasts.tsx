/** Toasts as the client shows them: for a few seconds, over everything. */
import { dismiss } from "../actions";
import { Icon, type IconName } from "../icon";
import { useLang, useSay } from "../language";
import { useStore } from "../store";
import type { Lang, Toast } from "../types";
import { world } from "../world";

const ICONS: Record<Toast["type"], IconName> = { info: "help", success: "check", warning: "alert", error: "cross" };

export function Toasts() {
  const say = useSay();
  const lang = useLang();
  const shown = useStore(world, (state) => state.toasts);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <div key={toast.key} class="toast" data-type={toast.type} role={toast.type === "error" ? "alert" : undefined}>
          <span class="toast-mark">
            <Icon name={ICONS[toast.type]} size={14} />
          </span>
          <span>{textOf(toast, lang)}</span>
          <button type="button" class="plain" aria-label={say("toast.close")} onClick={() => dismiss(toast.key)}>
            <Icon name="cross" size={12} />
          </button>
        </div>
      ))}
    </div>
  );
}

function textOf(toast: Toast, lang: Lang): string {
  return toast.i18n?.[lang === "zh" ? "zh_cn" : "en_us"] ?? toast.content;
}
