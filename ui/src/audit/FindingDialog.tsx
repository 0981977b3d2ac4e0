// Reports a finding by its form (FORM-09): who answers for it and by when. With a sample's item it stands beside it.

import { useState } from "react";
import { auditApi } from "../api/audit";
import { type Fields, useFlow } from "../api/flows";
import { problemOf } from "../api/problem";
import { queryClient } from "../api/queries";
import { toast } from "../app/toast";
import { Button, Failure, ProblemNote, Skeleton } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import { SchemaForm } from "../parts/SchemaForm";
import { type Schema, schemaOf } from "../parts/schema";
import { useSchemaForm } from "../parts/useSchemaForm";
import { useText } from "../text";
import { useAuditText } from "../text/audit";

const FLOW = "audit-finding";

export function FindingDialog({ about, onClose }: { about: Fields; onClose: () => void }) {
  const w = useAuditText().findings;
  const flow = useFlow(FLOW);
  const schema = flow.data?.forms.find((one) => one.key === FLOW)?.schema;
  return (
    <Dialog title={w.new} wide onClose={onClose}>
      {flow.isPending && <Skeleton rows={8} />}
      {flow.isError && <Failure error={flow.error} retry={() => void flow.refetch()} />}
      {schema && <Filling schema={schemaOf(schema)} about={about} onClose={onClose} />}
    </Dialog>
  );
}

function Filling({ schema, about, onClose }: { schema: Schema; about: Fields; onClose: () => void }) {
  const t = useText();
  const w = useAuditText().findings;
  const form = useSchemaForm(schema, about);
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<unknown>(null);
  const submit = async () => {
    const data = form.submit();
    if (!data || isBusy) return;
    setBusy(true);
    setRefused(null);
    try {
      const finding = await auditApi.openFinding(data);
      toast.good(w.opened(finding.number));
      void queryClient.invalidateQueries({ queryKey: ["findings"] });
      onClose();
    } catch (error) {
      if (!form.refuse(problemOf(error))) setRefused(error);
      setBusy(false);
    }
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <SchemaForm form={form} label={w.new} isReadOnly={isBusy} />
      {refused !== null && <ProblemNote problem={problemOf(refused)} />}
      <DialogActions>
        <Button onClick={onClose}>{t.app.cancel}</Button>
        <Button type="submit" tone="primary" disabled={isBusy}>
          {w.new}
        </Button>
      </DialogActions>
    </form>
  );
}
