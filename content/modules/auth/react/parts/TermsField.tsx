import { CheckboxField } from "#host";

/** Agreement to the terms, which may stand on this site or elsewhere. */
export function TermsField({ url }: { url: string }) {
  return (
    <CheckboxField
      name="acceptTerms"
      label={
        <>
          I agree to the <a href={url}>terms</a>
        </>
      }
    />
  );
}
