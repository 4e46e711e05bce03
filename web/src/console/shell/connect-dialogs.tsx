/** How to connect, and what is wrong with that, over what is shown. */
import { ConnectPanel } from "../chat/connect";
import { Icon } from "../icon";
import { useSay } from "../language";
import { closeDialogs } from "../opened";
import { Dialog } from "./dialog";
import { Doctor } from "./doctor";

export function ConnectDialog() {
  const say = useSay();
  return (
    <Dialog label={say("command.connect")} kind="form-dialog wide" onClose={closeDialogs}>
      <Close />
      <ConnectPanel />
    </Dialog>
  );
}

export function DoctorDialog() {
  const say = useSay();
  return (
    <Dialog label={say("doctor.title")} kind="form-dialog" onClose={closeDialogs}>
      <Close />
      <h2>{say("doctor.title")}</h2>
      <Doctor />
    </Dialog>
  );
}

function Close() {
  const say = useSay();
  return (
    <button type="button" class="plain dialog-close" aria-label={say("help.close")} onClick={closeDialogs}>
      <Icon name="cross" size={16} />
    </button>
  );
}
