import { useQuery } from "@tanstack/react-query";
import { api, type Schemas } from "../api/client";
import { Page } from "../host/Page";
import { Badge } from "../ui/Badge";
import { Failure } from "../ui/Failure";
import { Loading } from "../ui/Loading";

type Status = Schemas["Status"];

/** The health of the parts for people, names and states alone; /health/ready tells the same to machines. */
export function Component() {
  const { data, error, refetch } = useQuery({
    queryKey: ["status"],
    queryFn: async () => (await api.GET("/api/status")).data,
    staleTime: 0,
  });
  return (
    <Page title="Status" eyebrow="Status" heading={data?.heading ?? "Status"} lead={data?.summary} narrow>
      {data ? <Parts status={data} /> : error ? <Failure error={error} onRetry={refetch} /> : <Loading label="Asking each part…" />}
    </Page>
  );
}

function Parts({ status }: { status: Status }) {
  return (
    <>
      <div className="table-scroll">
        <table className="table">
          <caption className="visually-hidden">Health of each part</caption>
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {status.parts.map((part) => (
              <tr key={part.name}>
                <th scope="row">{part.name}</th>
                <td>
                  <Badge kind={level(part.level)}>{part.state}</Badge>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="figure-note">
        Checked at {status.checkedAt.slice(0, 19).replace("T", " ")} UTC · Version {status.version}
      </p>
    </>
  );
}

function level(text: string): "success" | "warning" | "danger" {
  return text === "success" || text === "warning" ? text : "danger";
}
