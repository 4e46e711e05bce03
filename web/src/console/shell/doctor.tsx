/** What is wrong with how the app is set up, as the doctor finds it. */
import { useEffect, useState } from "preact/hooks";
import { attempt } from "../actions";
import { get } from "../api";
import { Icon } from "../icon";
import { inLang, useLang, useSay } from "../language";
import { route } from "../route";
import type { Both } from "../types";

interface Finding {
  id: string;
  level: "error" | "warning";
  message: Both;
}

export function Doctor() {
  const say = useSay();
  const lang = useLang();
  const [findings, setFindings] = useState<readonly Finding[] | null>(null);
  const examine = async (): Promise<void> => {
    const found = await attempt(() => get<{ findings: Finding[] }>("/doctor", { app_id: route.state.app || undefined }));
    if (found) setFindings(found.findings);
  };
  useEffect(() => void examine(), []);
  if (!findings) return null;
  return (
    <section class="doctor" role="status" aria-label={say("doctor.title")}>
      {findings.length === 0 ? (
        <p class="verdict-mark" data-outcome="ok">
          <Icon name="check" size={15} />
          {say("doctor.good")}
        </p>
      ) : (
        <ul class="rows">
          {findings.map((finding) => (
            <li key={finding.id + finding.message.en}>
              <span class={`tag ${finding.level === "error" ? "bad" : "warn"}`}>{say(`doctor.${finding.level}`)}</span>
              <span class="grow">{inLang(finding.message, lang)}</span>
            </li>
          ))}
        </ul>
      )}
      <button type="button" class="link" onClick={() => void examine()}>
        {say("doctor.again")}
      </button>
    </section>
  );
}
