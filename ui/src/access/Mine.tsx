// What I may do: by how sensitive it is, by which post or grant, until when; what ends soon can be asked for again.

import { useRights } from "../api/access";
import { Failure, Skeleton } from "../parts/basics";
import { Rights } from "./Rights";
import { AccessRoom } from "./Room";

export default function Mine() {
  const rights = useRights(null);
  return (
    <AccessRoom>
      {rights.isPending && <Skeleton rows={10} />}
      {rights.isError && <Failure error={rights.error} retry={() => void rights.refetch()} />}
      {rights.data && <Rights view={rights.data} isMine />}
    </AccessRoom>
  );
}
