/** Something is on its way. */
export function Loading({ label = "Loading…", page = false }: { label?: string; page?: boolean }) {
  const text = (
    <p className="loading" role="status">
      {label}
    </p>
  );
  return page ? <div className="container page">{text}</div> : text;
}
