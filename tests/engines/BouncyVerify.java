// Verifies detached or opaque SignedData with Bouncy Castle, by the certificates inside.
//   java -cp bcprov.jar:bcpkix.jar:bcutil.jar BouncyVerify.java FOLDER
// FOLDER holds NAME.der and, if detached, NAME.content. Prints "NAME good" or "NAME bad".
import java.io.File;
import java.nio.file.*;
import java.security.Security;
import java.util.*;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.*;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

class BouncyVerify {
  public static void main(String[] in) throws Exception {
    Security.addProvider(new BouncyCastleProvider());
    for (File file : new File(in[0]).listFiles()) {
      if (!file.getName().endsWith(".der")) continue;
      String name = file.getName().substring(0, file.getName().length() - 4);
      System.out.println(name + (good(file.toPath(), Path.of(in[0], name + ".content")) ? " good" : " bad"));
    }
  }

  static boolean good(Path der, Path content) {
    try {
      byte[] octets = Files.readAllBytes(der);
      CMSSignedData signed = Files.exists(content)
          ? new CMSSignedData(new CMSProcessableByteArray(Files.readAllBytes(content)), octets)
          : new CMSSignedData(octets);
      boolean all = !signed.getSignerInfos().getSigners().isEmpty();
      for (SignerInformation signer : signed.getSignerInfos().getSigners()) {
        Collection<X509CertificateHolder> found = signed.getCertificates().getMatches(signer.getSID());
        // The key alone: dates are not asked here.
        all = all && !found.isEmpty() && signer.verify(new JcaSimpleSignerInfoVerifierBuilder()
            .setProvider("BC").build(keyOf(found.iterator().next())));
      }
      return all;
    } catch (Exception | Error wrong) {
      return false;
    }
  }

  static java.security.PublicKey keyOf(X509CertificateHolder holder) throws Exception {
    return new org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter().setProvider("BC")
        .getPublicKey(holder.getSubjectPublicKeyInfo());
  }
}
