/** Everything that is known of one call of the API: what was asked, and what was answered. */
import { useEffect, useRef, useState } from "preact/hooks";
import { at, get } from "../api";
import { JsonView } from "../inspector/json-view";
import { useSay } from "../language";
import { Copy } from "../shell/copy";
import type { WholeCall } from "../types";
import { world } from "../world";
import { curlOf } from "./call-curl";

export function CallInFull({ id }: { id: string }) {
  const say = useSay();
  const [call, setCall] = useState<WholeCall | null | undefined>();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    get<WholeCall>(at("api-calls", id)).then(setCall, () => setCall(null));
  }, [id]);
  useEffect(() => place.current?.scrollIntoView({ block: "nearest" }), [call]);
  if (call === undefined) return <span class="skeleton box late" />;
  if (call === null) return <p class="empty">{say("calls.gone")}</p>;
  const { request, response } = call;
  return (
    <div class="stacked" ref={place}>
      <p class="detail-facts">
        <span>
          HTTP <b>{call.status}</b>
        </span>
        <span>{say("calls.log_id")}</span>
        <span class="id">
          <code>{call.id}</code>
          <Copy text={call.id} label={say("calls.log_id")} />
        </span>
        {request?.query && <code>?{request.query}</code>}
        <Copy text={curlOf(call, world.state.info?.platform_url ?? "")} label="curl">
          curl
        </Copy>
      </p>
      {response && <JsonView text={response.body ?? ""} label={say("calls.answer")} />}
      {request?.body && <JsonView text={request.body} label={say("calls.body")} />}
      {request && <JsonView text={JSON.stringify(request.headers)} label={say("request.headers")} />}
      {response && <JsonView text={JSON.stringify(response.headers)} label={say("reply.headers")} />}
    </div>
  );
}
